/** The one database of this phone, and the moment its app was started. */
import { FieldDatabase } from '@zhijian/offline'

export const db = new FieldDatabase()

/** Name of this run of the app and milliseconds since it started: they tell when a clock was moved between two captures. */
export const RUN = { session: `run-${Date.now().toString(36)}`, uptimeMs: () => performance.now() }
