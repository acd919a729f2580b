// The reference SDK as one function from request to answer, without a web framework. The body is read as Fetch-style
// hosts read it (`Request.json()`): invalid UTF-8 becomes U+FFFD, a byte order mark is dropped.

import { Client, NovuRequestHandler } from '@novu/framework/remix';

const utf8 = new TextDecoder();

/**
 * Serves `workflows` and `agents` (of the SDK). The returned function takes `{method, url, headers, body}` with a whole URL, headers
 * under lower-case names and the body's bytes, and resolves to `{status, headers, body}`.
 */
export function createBridge(workflows, { secretKey, strict, agents = [] }) {
  return new NovuRequestHandler({
    frameworkName: 'reference',
    client: new Client({ secretKey, strictAuthentication: strict }),
    workflows,
    agents,
    handler: (request) => ({
      body: () => JSON.parse(utf8.decode(request.body)),
      headers: (name) => request.headers[name.toLowerCase()],
      method: () => request.method,
      url: () => new URL(request.url),
      queryString: () => undefined,
      transformResponse: (answer) => answer,
    }),
  }).createHandler();
}
