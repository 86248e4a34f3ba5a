/** The nonce of this load of the page: parts that write a style element need it under the content security policy. */
export const styleNonce = (): string | undefined => document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce || undefined;
