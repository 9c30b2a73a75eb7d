import { busConformance, switchingConformance } from "@waybill/kit/testing";
import { TwoDatabases } from "../testing/two-databases.ts";

busConformance("PostgreSQL", () => TwoDatabases.open());
switchingConformance("PostgreSQL", () => TwoDatabases.open());
