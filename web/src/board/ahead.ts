// What is loaded when it is first asked for is fetched in a quiet moment before: without a network every dialog opens
// and every key answers all the same.
const parts = import.meta.glob(['./dialogs/*.svelte', './side/*.svelte']);

export function ahead(): Promise<unknown> {
  return Promise.allSettled([
    import('./Asked.svelte'),
    import('./Menu.svelte'),
    import('./Pointed.svelte'),
    import('./Selection.svelte'),
    import('./drop'),
    import('./evidence'),
    import('./grow'),
    import('./tidy'),
    import('./Ticks.svelte'),
    import('./timeline'),
    ...Object.values(parts).map((load) => load()),
  ]);
}
