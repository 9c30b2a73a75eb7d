import { fileURLToPath } from "node:url";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Git ignores it. */
export const workDirectory = at("../../../../.proof");
export const reportDirectory = at("../../../../.proof/api-fuzz");
export const requirementsFile = at("../../fuzz/requirements.txt");
export const configFile = at("../../fuzz/schemathesis.toml");
export const hooksFile = at("../../fuzz/hooks.py");
export const waybillProgram = at("../../../waybill/bin/waybill.js");
