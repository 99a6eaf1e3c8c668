package dev.weir.gateway.cli;

import tools.jackson.databind.JsonNode;

import java.io.InputStream;

/** Starts something that takes long, and waits for it; how far it is goes to stderr. */
final class Upkeep {

    private static final long PAUSE_MILLIS = 500;
    private static final int PAUSES_A_LINE = 4;

    private final Io io;
    private final Api api;

    Upkeep(Io io, Api api) {
        this.io = io;
        this.api = api;
    }

    /** The document of what was done. */
    JsonNode run(String path) throws InterruptedException {
        JsonNode job = api.post(path, "application/json", InputStream.nullInputStream());
        long told = 0;
        for (int i = 1; job.path("state").asString("").equals("running"); i++) {
            Thread.sleep(i < PAUSES_A_LINE ? PAUSE_MILLIS / 10 : PAUSE_MILLIS);
            job = api.json("/api/v1/derive");
            long done = job.path("done").asLong(0);
            if (i % PAUSES_A_LINE == 0 && done > told) {
                io.err().println(io.dim(done + " exchanges"));
                told = done;
            }
        }
        if (!job.path("state").asString("").equals("done")) {
            throw new CliFailure(
                    "It failed: "
                            + Plain.line(job.path("message").asString("no reason given"))
                            + ".",
                    "The rows of before are still there; see Weir's own messages.");
        }
        return job;
    }
}
