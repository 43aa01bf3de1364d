// Scans one page of a server on loopback with all tests of the HTTP Observatory, and prints what each is worth.
// Arguments: where the package lies, the port, the path, and a Cookie header or nothing.
const [home, port, path, cookie] = process.argv.slice(2);
const source = `${home}/node_modules/@mdn/mdn-http-observatory/src/`;
const { retrieve } = await import(`${source}retriever/retriever.js`);
const { ALL_TESTS } = await import(`${source}constants.js`);
const { getScoreModifier } = await import(`${source}grader/grader.js`);

const CLOSED = 9; // no HTTPS here
const headers = ["Accept: text/html", ...(cookie ? [`Cookie: ${cookie}`] : [])];
const answers = await retrieve("127.0.0.1", { httpPort: Number(port), httpsPort: CLOSED, path, headers });
const results = ALL_TESTS.map((test) => test(answers).result);
const scores = Object.fromEntries(results.map((result) => [result, getScoreModifier(result)]));
console.log(JSON.stringify({ status: answers.responses.auto.status, hops: answers.responses.httpRedirects.length, scores }));
