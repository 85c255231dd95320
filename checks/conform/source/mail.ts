/** The text of a mail or mbox whose body is encoded; any other text as it is. */

const HEADER = /^content-transfer-encoding:\s*(quoted-printable|base64)\s*$/i;

/**
 * Decodes the bodies that say they are quoted-printable or base64. Lines keep their order, not their
 * numbers. A part ends at the next MIME boundary or mbox `From ` line.
 */
export function mailText(text: string): string {
  if (!/^content-transfer-encoding:\s*(?:quoted-printable|base64)/im.test(text)) return text;
  const boundaries = [...text.matchAll(/boundary="?([^";\s]+)/gi)].map(([, name]) => `--${name}`);
  const isBoundary = (line: string) => boundaries.some((boundary) => line.startsWith(boundary));
  const out: string[] = [];
  let encoding: string | undefined;
  let body: string[] | undefined;
  const flush = () => {
    if (body !== undefined && encoding !== undefined) out.push(decode(body, encoding));
    body = undefined;
    encoding = undefined;
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^From \S+ /.test(line) || isBoundary(line)) flush();
    if (body !== undefined) {
      body.push(line);
      continue;
    }
    out.push(line);
    encoding = HEADER.exec(line)?.[1]?.toLowerCase() ?? encoding;
    if (line === "" && encoding !== undefined) body = [];
  }
  flush();
  return out.join("\n");
}

function decode(body: readonly string[], encoding: string): string {
  if (encoding === "base64") return utf8(atob(body.join("").replace(/[^A-Za-z0-9+/=]/g, "")));
  const joined = body.join("\n").replace(/=[ \t]*\n/g, "");
  return utf8(
    joined.replace(/=([0-9A-F]{2})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
  );
}

/** Bytes, one a character, as UTF-8; characters above a byte stay. */
function utf8(bytes: string): string {
  if (/[^\0-\xff]/.test(bytes)) return bytes;
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
