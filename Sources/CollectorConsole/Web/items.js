// An item of the agent's vocabulary as a sentence: who did what. What this version cannot read stays as it is written.

import { printable } from "./text.js";

const origins = {
  image: "from the image", upper: "written after the start", volume: "from a volume", memory: "from memory",
  deleted: "deleted since", host: "from the host",
};

/** `/bin/sh@image` as path and origin. The origin is the word behind the last @, if it is one we know. */
export function executable(text) {
  const at = text.lastIndexOf("@");
  const origin = at > 0 ? text.slice(at + 1) : "";
  return origin in origins ? { path: text.slice(0, at), origin, words: origins[origin] } : { path: text, origin: null, words: null };
}

const accesses = {
  read: "read", write: "wrote to", create: "created", execute: "executed", unlink: "removed", rename: "renamed",
  chmod: "changed the mode of", link: "linked",
};
const occasions = { startup: "at its start", run: "in a run", session: "in a session the runtime opened" };

/**
 * The parts of the sentence: subject and object are quoted text, the rest are words.
 * `tail` says what the object is (`from the image`), `occasion` when (`at its start`).
 */
export function act(item) {
  const text = String(item.item ?? "");
  const context = String(item.context ?? "");
  let tokens = text.split(" ");
  let subject = context;
  const occasion = occasions[context] ?? null;
  if (occasion && tokens[0] === "by" && tokens.length > 2) {
    subject = tokens[1];
    tokens = tokens.slice(2);
  }
  const who = subject === "container" || (occasion && subject === context) ? null : executable(subject);
  const told = sentence(tokens);
  if (!told) return { subject: who?.path ?? null, verb: "did", object: text, tail: null, occasion };
  return { subject: who?.path ?? null, occasion, tail: null, object: null, ...told };
}

function sentence([word, first, second, third]) {
  switch (word) {
    case "child": {
      if (!first) return null;
      const child = executable(first);
      return { verb: "started", object: child.path, tail: child.words };
    }
    case "uid": return { verb: "ran as user", object: first };
    case "terminal": return { verb: "ran with a terminal" };
    case "session": return { verb: third === "terminal" ? "was a session with a terminal of user" : "was a session of user", object: second };
    case "connect":
      if (first === "unix") return { verb: "connected to the socket", object: second };
      return { verb: `connected by ${printable(first)} to`, object: second === "ephemeral" ? "an ephemeral port" : `port ${second}` };
    case "listen": return { verb: `listened by ${printable(first)} on`, object: `port ${second}` };
    case "peer": return { verb: "talked to", object: first };
    case "first":
      return first === "listener" ? { verb: "began to listen: the first listener here" } : { verb: "talked to a public address: the first here" };
    default: return Object.hasOwn(accesses, word) && first ? { verb: accesses[word], object: first } : null;
  }
}

/** The unit in which a context's chances are counted. */
export function opportunities(context) {
  return { startup: "starts", run: "runs", session: "sessions" }[context] ?? "watched minutes";
}

/** Families with the colour class of their bars. */
export const families = { lineage: "lineage", files: "files", connections: "connections", system_calls: "system calls", rates: "rates" };
