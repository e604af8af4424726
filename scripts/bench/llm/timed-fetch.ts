export interface CallTimes {
  leftAt: number;
  lastAt: number;
}

/** A fetch that knows of each call, by the number in its question, when it left and when its last bytes came. */
export function createTimedFetch() {
  const calls = new Map<number, CallTimes>();
  const timed: typeof fetch = async (input, init) => {
    const call: CallTimes = { leftAt: performance.now(), lastAt: Number.NaN };
    calls.set(Number(/call (\d+)/.exec(String(init?.body))?.[1]), call);
    const response = await fetch(input, init);
    const reader = response.body!.getReader();
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          call.lastAt = performance.now();
          controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { status: response.status, headers: response.headers });
  };
  return {
    fetch: timed,
    take(call: number): CallTimes {
      const times = calls.get(call)!;
      calls.delete(call);
      return times;
    },
  };
}
