import { adminText } from "@/text/admin.ts";

/** Where there is nothing to say. */
export const Dash = () => <span className="text-ink-faint">{adminText.none}</span>;
