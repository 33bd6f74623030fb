export const stationTabs = ['live', 'messages', 'commands', 'configuration', 'activity', 'settings'] as const
export type StationTab = (typeof stationTabs)[number]
