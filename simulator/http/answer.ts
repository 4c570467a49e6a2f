/** What goes back on the wire, or does not. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Wait this long before answering. */
  readonly delayMs: number;
  /** Break the connection instead of answering. */
  readonly dropped: boolean;
}

export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return textAnswer(status, 'application/json;charset=utf-8', JSON.stringify(body), headers);
}

export function textAnswer(
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, contentType, text, headers, delayMs: 0, dropped: false };
}

export const droppedAnswer: Answer = { ...textAnswer(0, '', ''), dropped: true };

/** What the vendors' load balancers say when what is behind them does not. */
export const badGatewayAnswer: Answer = textAnswer(
  502,
  'text/html',
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
);
