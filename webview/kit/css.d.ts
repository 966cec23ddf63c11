// Style sheets are imported for their effect: webpack extracts them to a file of their own.
declare module '*.css';
