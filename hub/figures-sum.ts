// Figures of two times that follow each other, as one.
import type { Figures } from '../protocol/agent';

/** What a target did in both. What is a state, as its memory, is that of the later one. */
export function joinedFigures(earlier: Figures, later: Figures): Figures {
  const period = earlier.period + later.period;
  const mean = (of: (figures: Figures) => number) =>
    period > 0 ? (of(earlier) * earlier.period + of(later) * later.period) / period : of(later);
  return {
    ...later,
    period,
    cpu: earlier.cpu === null || later.cpu === null ? later.cpu : mean(({ cpu }) => cpu!),
    loop: {
      utilization: mean(({ loop }) => loop.utilization),
      delay: {
        mean: mean(({ loop }) => loop.delay.mean),
        max: Math.max(earlier.loop.delay.max, later.loop.delay.max),
      },
    },
    http: joinedHttp(earlier.http, later.http),
    connections: earlier.connections + later.connections,
    messages: earlier.messages + later.messages,
  };
}

/** The response times themselves are gone: of two 95th percentiles the worse is the safer to tell. */
function joinedHttp(earlier: Figures['http'], later: Figures['http']): Figures['http'] {
  if (!earlier || !later) return later ?? earlier;
  const requests = earlier.requests + later.requests;
  const total = earlier.mean * earlier.requests + later.mean * later.requests;
  return { requests, mean: requests > 0 ? total / requests : 0, p95: Math.max(earlier.p95, later.p95) };
}
