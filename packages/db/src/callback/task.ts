/** The job that delivers one callback; its payload is `{ id }`. */
export const CALLBACK_TASK = "deliver_callback";
