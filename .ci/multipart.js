// Responds with the parts of a form, parsed by busboy, which omits empty names.
const http = require('http');
const busboy = require('busboy');

http.createServer((request, response) => {
  const parts = [];
  const done = (status, body) => {
    if (response.writableEnded) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    const parser = busboy({ headers: request.headers, preservePath: true, defParamCharset: 'utf8' });
    parser.on('file', (name, stream, info) => {
      const part = { name: name ?? '', file: info.filename ?? '', type: info.mimeType, data: '' };
      parts.push(part);
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => { part.data = Buffer.concat(chunks).toString('base64'); });
    });
    parser.on('field', (name, value) => {
      parts.push({ name: name ?? '', file: null, data: Buffer.from(value).toString('base64') });
    });
    parser.on('error', (error) => done(400, String(error)));
    parser.on('close', () => done(200, parts));
    request.pipe(parser);
  } catch (error) {
    done(400, String(error));
  }
}).listen(Number(process.argv[2]), '127.0.0.1');
