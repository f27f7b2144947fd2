/** Style sheets that come with a library; the bundler makes files of them. */
declare module '*.css';
