// Lines as the collector sends them, made safe to show: a stranger's JSON may have any type anywhere.

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const texts = (value) => (Array.isArray(value) ? value.map((word) => (typeof word === "string" ? word : JSON.stringify(word))) : []);
const object = (value) => (isObject(value) ? value : null);

/** The line of `{cursor, received, agent, schema, alert}`; its own members, with what the collector knows in their place. */
export function lineOf(entry) {
  const alert = isObject(entry?.alert) ? entry.alert : {};
  const line = {
    ...alert,
    id: typeof alert.id === "string" && alert.id !== "" ? alert.id : null,
    agent: entry.agent, // by its certificate, not by its own word
    schema: entry.schema,
    items: Array.isArray(alert.items) ? alert.items.filter(isObject) : [],
    techniques: texts(alert.techniques),
    score: object(alert.score), learning: object(alert.learning), response: object(alert.response),
    container: object(alert.container), workload: object(alert.workload), missing: object(alert.missing),
    process: object(alert.process) && { ...alert.process, arguments: texts(alert.process.arguments), lineage: texts(alert.process.lineage) },
  };
  // Not enumerable, so that the line stays what the agent said.
  Object.defineProperty(line, "cursor", { value: String(entry.cursor ?? "") });
  Object.defineProperty(line, "received", { value: entry.received });
  Object.defineProperty(line, "stored", { value: alert });
  return line;
}

export function linesOf(list) {
  return Array.isArray(list) ? list.filter(isObject).map(lineOf) : [];
}
