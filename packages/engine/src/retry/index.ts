export { type RetryClass, type RetryPolicy, type RetryRule, retryClassOf, retryPolicy } from "./retry-policy.ts";
export { type RetryOptions, withRetry } from "./with-retry.ts";
