// Where a question is asked: the page whose address is the whole of it, inside the same exercise.
import { type PathQuestion, type TraceQuestion, writePath, writeTrace } from '../core/question';
import { insideToo } from '../router.svelte';

export const traceAt = (question: TraceQuestion): string => insideToo(`/trace?${writeTrace(question)}`);

export const pathAt = (question: PathQuestion): string => insideToo(`/path?${writePath(question)}`);
