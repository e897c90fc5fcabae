// Whatever a host rejects with, as a Failure.
import type { Failure } from "../generated/Failure";
import { texts } from "../texts";

/** `reason` when it is a Failure, else a Failure that says that the engine did not answer. */
export function toFailure(reason: unknown): Failure {
  if (isFailure(reason)) return reason;
  const detail = reason instanceof Error ? reason.message : String(reason);
  return { code: "internal", message: texts.noAnswer, detail };
}

function isFailure(value: unknown): value is Failure {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Failure).code === "string" &&
    typeof (value as Failure).message === "string"
  );
}
