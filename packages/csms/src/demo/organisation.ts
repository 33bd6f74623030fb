/** The demo is an organisation of its own: what is public in it opens nothing of anybody else's. */
export const demoOrganisation = 'demo'
