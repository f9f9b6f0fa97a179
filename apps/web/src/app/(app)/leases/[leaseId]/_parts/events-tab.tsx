export const LeaseEventsTab = () => null;
