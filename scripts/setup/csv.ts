/** Reads comma separated values as RFC 4180 describes them: quotes around fields with commas, doubled quotes inside. */

/**
 * @param text with a header line; a byte order mark and carriage returns are dropped, empty lines count for nothing
 * @param file name for the message
 * @returns one record a line, keys from the header
 * @throws Error naming file and line when a line has another number of fields than the header, or a quote is left open
 */
export function parseCsv(text: string, file: string): Record<string, string>[] {
  const lines: { fields: string[]; line: number }[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let i = 0; i <= source.length; i++) {
    const char = source[i];
    if (quoted) {
      if (char === undefined) throw new Error(`${file}, line ${began}: a quote is left open`);
      if (char === '"' && source[i + 1] === '"') field += source[i++];
      else if (char === '"') quoted = false;
      else field += char;
      if (char === '\n') line++;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === ',') {
      fields.push(field);
      field = '';
    } else if (char === '\n' || char === undefined) {
      if (fields.length > 0 || field.trim() !== '') lines.push({ fields: [...fields, field], line: began });
      fields = [];
      field = '';
      began = ++line;
    } else field += char;
  }
  const [header, ...rows] = lines;
  if (!header) return [];
  return rows.map((row) => {
    if (row.fields.length !== header.fields.length)
      throw new Error(
        `${file}, line ${row.line}: has ${row.fields.length} fields, the header has ${header.fields.length}`,
      );
    return Object.fromEntries(header.fields.map((name, at) => [name.trim(), row.fields[at]!.trim()]));
  });
}
