/** For whom a token may act. Pure. */
import { type Config, demoOrganisation } from '../config.ts'

/** Its own organisation, and while the demo is on, that of the demo. */
export const organisationsOf = ({ demo }: Pick<Config, 'demo'>, own: string): readonly string[] =>
  demo && own !== demoOrganisation ? [own, demoOrganisation] : [own]
