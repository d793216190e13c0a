/** What is needed of a browser to know when it has painted. */
export interface Painter {
  /** `run` comes just before the next paint. @returns a number for `cancelFrame` */
  frame(run: () => void): number;
  cancelFrame(frame: number): void;
  /** `run` comes as the next task: asked for inside a frame, right after that frame's paint. */
  task(run: () => void): void;
}

/**
 * Runs `done` once, as soon as what stands in the page now has been painted: the first task after the next frame. A
 * second frame would say the same one tick of the screen later, on a busy machine several. A page in the background
 * paints nothing, and `done` does not come.
 *
 * @returns cancels; nothing comes any more then
 */
export function afterPaint(painter: Painter, done: () => void): () => void {
  let over = false;
  const frame = painter.frame(() =>
    painter.task(() => {
      if (!over) done();
    }),
  );
  return () => {
    over = true;
    painter.cancelFrame(frame);
  };
}
