/** A worker thread that parses the headers of remote GGUF files, so that the host's own thread stays free. */
