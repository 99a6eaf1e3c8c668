package dev.weir.core.reading.wire;

import dev.weir.core.exchange.Side;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Endpoints;
import dev.weir.core.reading.Finding;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.Source;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What the readers of one exchange share: its facts, and where they say what they could not read.
 */
final class Context {

    private static final int MOST_FINDINGS = 100;

    private final Source source;
    private Endpoint endpoint;
    private final List<Finding> findings = new ArrayList<>();
    private Side side = Side.REQUEST;

    Context(Source source, Endpoint endpoint) {
        this.source = source;
        this.endpoint = endpoint;
    }

    Source source() {
        return source;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Says what was asked for where the path does not tell all of it. */
    void isFor(Endpoint found) {
        endpoint = found;
    }

    /** The model that the path names, null where it names none. */
    @Nullable String pathModel() {
        return Endpoints.modelOf(source.path());
    }

    /** Says which body is read from now on. */
    void turnTo(Side newSide) {
        side = newSide;
    }

    /** Notes a finding; the same one only once. */
    void find(Reason reason, String detail) {
        Finding finding = new Finding(reason, side, detail);
        if (findings.size() < MOST_FINDINGS && !findings.contains(finding)) {
            findings.add(finding);
        }
    }

    List<Finding> findings() {
        return findings;
    }
}
