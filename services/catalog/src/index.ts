export { product, type ProductState } from "./domain/product.ts";
export { catalog, catalogService, type CatalogOptions } from "./service.ts";
