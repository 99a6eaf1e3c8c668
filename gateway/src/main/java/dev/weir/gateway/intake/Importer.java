package dev.weir.gateway.intake;

import dev.weir.core.access.Providers;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.exchange.Exchange;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;

/**
 * Imports: reads a stream exchange by exchange and puts each into an archive. However long the
 * stream, a few exchanges of it are in memory; only a transcript, whose requests are made of its
 * whole history, is held, up to {@link Transcript#MOST_BYTES}. Thread-safe.
 */
public final class Importer {

    private final ArchiveIntake intake;
    private final Providers providers;

    /**
     * @param intake where exchanges go
     * @param providers names the hosts in what others recorded
     */
    public Importer(ArchiveIntake intake, Providers providers) {
        this.intake = intake;
        this.providers = providers;
    }

    /**
     * Reads to the end, or as far as it can be read. When it returns all that it counts as imported
     * is durable.
     *
     * @param in plain or gzip; not closed
     * @param format what it is, null to find out by its beginning
     */
    public Report run(InputStream in, @Nullable Format format) throws InterruptedException {
        return run(in, format, exchange -> exchange);
    }

    /**
     * The same for a caller whose the exchanges become, whatever is said in them.
     *
     * @param owner makes an exchange the caller's
     */
    public Report run(InputStream in, @Nullable Format format, UnaryOperator<Exchange> owner)
            throws InterruptedException {
        Arrivals arrivals =
                new Arrivals(
                        incoming -> intake.put(incoming.with(owner.apply(incoming.exchange()))));
        Format known = format;
        String broken = null;
        try {
            Source source = Source.open(in);
            if (known == null) {
                known = source.guess();
            }
            if (known == null) {
                broken = "it looks like none of JSON lines of Weir, HAR, and Claude Code's session";
            } else {
                switch (known) {
                    case JSONL -> new JsonLines(arrivals).read(source);
                    case HAR -> new Har(arrivals, providers).read(source);
                    case CLAUDE_CODE -> new Transcript(arrivals).read(source);
                }
            }
        } catch (IOException e) {
            broken = reason(e);
        }
        try {
            arrivals.settle();
        } catch (IOException e) {
            broken = broken == null ? reason(e) : broken;
        }
        return arrivals.report(known, broken);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
