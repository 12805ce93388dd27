/**
 * The page's policy lets no text become a script (Trusted Types). The one script that it starts by its address is its own worker, which comes
 * from where the page comes from: nothing else gets through.
 */
export function allowOwnWorkers(): void {
  const factory: unknown = Reflect.get(globalThis, 'trustedTypes')
  if (typeof factory !== 'object' || factory === null) return
  const createPolicy: unknown = Reflect.get(factory, 'createPolicy')
  if (typeof createPolicy !== 'function') return
  createPolicy.call(factory, 'default', {
    createScriptURL: (url: string) => (new URL(url, location.href).origin === location.origin ? url : null),
  })
}
