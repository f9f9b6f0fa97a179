export const LeaseLogsTab = () => null;
