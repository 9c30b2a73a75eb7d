import { Anchor, Skeleton, Text } from "@mantine/core";
import { Link, useParams } from "react-router";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useProduct } from "./catalogue-calls.ts";
import { ArchiveProduct } from "./archive-product.tsx";
import { DeleteProduct } from "./delete-product.tsx";
import { EditProduct } from "./edit-product.tsx";

export function ProductPage() {
  const { id = "" } = useParams();
  const { data: product, error, isPending } = useProduct(id);
  return (
    <Page
      title={product?.name ?? "Product"}
      above={
        <Anchor component={Link} to="/catalogue" size="sm">
          Catalogue
        </Anchor>
      }
      actions={
        product === undefined ? null : (
          <>
            <ArchiveProduct product={product} />
            <DeleteProduct product={product} />
          </>
        )
      }
    >
      <ProblemAlert error={error} />
      {isPending ? <Skeleton height={240} maw={640} /> : null}
      {product === undefined ? null : (
        <>
          <Text size="sm" c="dimmed" mb="md" component="div">
            <StatusBadge status={product.status} /> · <IdLink id={product.id} /> · version{" "}
            {product.version} · changed <Moment at={product.updatedAt} /> ·{" "}
            <Anchor
              component={Link}
              to={`/stock/${encodeURIComponent(product.sku)}`}
              size="sm"
              underline="always"
            >
              stock
            </Anchor>
          </Text>
          <EditProduct key={product.id} product={product} />
        </>
      )}
    </Page>
  );
}
