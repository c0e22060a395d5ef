// The door: words and person first, then the page. What fails here is said in plain English, because no
// catalogue may have come.
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './App.svelte';
import { raw } from './core/fmt';
import { useExercise } from './api/client';
import { exerciseHere, start } from './router.svelte';
import { begin } from './session.svelte';

// What is copied out of the page is what the API sent: no group spaces, no word joiners.
document.addEventListener('copy', (event) => {
  const selected = getSelection()?.toString() ?? '';
  const meant = raw(selected);
  if (meant === selected || !event.clipboardData) return;
  event.clipboardData.setData('text/plain', meant);
  event.preventDefault();
});

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');

start();
useExercise(exerciseHere);
begin()
  .catch(() => undefined)
  .finally(() => mount(App, { target }));
