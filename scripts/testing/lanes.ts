/**
 * Files for runs side by side, dealt out one by one in the order of their names, so that what stands in one folder
 * does not all fall to one. Pure.
 * @param count lanes, from 1
 * @returns as many lanes as there are files for, none empty; none when there are no files
 */
export function deal(files: readonly string[], count: number): readonly (readonly string[])[] {
  const lanes: string[][] = Array.from({ length: Math.min(count, files.length) }, () => []);
  files.toSorted().forEach((file, i) => lanes[i % lanes.length]!.push(file));
  return lanes;
}
