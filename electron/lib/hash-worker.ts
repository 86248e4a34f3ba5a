/** A worker thread that computes SHA-256, so that the host's own thread stays free. */
