// Runes everywhere; types in components are stripped by Svelte itself.
export default { compilerOptions: { runes: true } };
