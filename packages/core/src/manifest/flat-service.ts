/** The one service of a manifest that was written without `services`. */
export const FLAT_SERVICE = "app";
