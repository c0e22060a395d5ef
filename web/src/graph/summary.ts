/**
 * A trace in one sentence's worth of numbers: how many places, how much of the start is located,
 * how much is lost from sight in mixers, how much a limit of the question left unlooked at.
 */

import { percentOf, unitsOf } from '../core/value';
import type { Method, Trace } from './answer';
import { classOf, type StopClass } from './card';

export interface Summary {
  /** Rows of "where it is now", fees taken as one. */
  endpoints: number;
  services: number;
  method: Method;
  /** Whether the method's shares add up to the whole. */
  conserves: boolean;
  shares: Record<StopClass, string>;
  units: Record<StopClass, bigint>;
  net: bigint;
}

export function summaryOf(trace: Trace): Summary {
  const method = trace.share_method;
  const units: Record<StopClass, bigint> = { located: 0n, lost: 0n, cut: 0n };
  let endpoints = 0;
  for (const sum of trace.sums) {
    units[classOf(sum.stop)] += unitsOf(sum.amounts[method]) ?? 0n;
    endpoints += sum.stop === 'fee' || sum.stop === 'unclaimed fee' ? 1 : sum.rows;
  }
  const net = unitsOf(trace.start.net[method]) ?? 0n;
  const total = units.located + units.lost + units.cut;
  // Poison counts value more than once: shares are of all that ended, as the server's are.
  const conserves = trace.methods.find((row) => row.method === method)?.conserves ?? true;
  const whole = conserves ? net : total;
  return {
    endpoints,
    services: trace.services.length,
    method,
    conserves,
    net,
    units,
    shares: {
      located: percentOf(units.located, whole),
      lost: percentOf(units.lost, whole),
      cut: percentOf(units.cut, whole),
    },
  };
}

/** A row of the table of methods side by side: what each says of one reason. */
export interface MethodRow {
  stop: string;
  rows: number;
  cells: { method: Method; units: bigint; share: string }[];
}

export function methodRows(trace: Trace): MethodRow[] {
  const methods = trace.methods.map((row) => row.method);
  return trace.sums.map((sum) => ({
    stop: sum.stop,
    rows: sum.rows,
    cells: methods.map((method) => {
      const units = unitsOf(sum.amounts[method]) ?? 0n;
      return { method, units, share: percentOf(units, unitsOf(trace.start.net[method]) ?? 0n) };
    }),
  }));
}
