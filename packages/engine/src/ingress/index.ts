export { chooseIngressPort, type RoutablePort } from "./choose-port.ts";
export { type DomainFault, domainFault, isHostName } from "./domain.ts";
export { type DomainAnswer, type DomainGate, isDomainReady } from "./domain-ready.ts";
export { ingressLabel } from "./ingress-labels.ts";
export type { IngressSpec } from "./ingress-spec.ts";
export { type RoutedInstance, subdomainOf } from "./subdomain.ts";
