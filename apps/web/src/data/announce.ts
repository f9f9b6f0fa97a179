import { createValue } from "./value.ts";

/** What the page's one polite live region says; the number tells two equal sentences apart. */
export const announced = createValue<{ readonly text: string; readonly nth: number }>({ text: "", nth: 0 });

/** Says a sentence to those who listen to the page. */
export const announce = (text: string): void => announced.set({ text, nth: announced.get().nth + 1 });
