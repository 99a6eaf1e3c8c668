package dev.weir.core.rules;

import dev.weir.core.dialect.Refusal;

import java.util.List;

/** The answer to an {@link Ask}. */
public sealed interface Verdict {

    /** What the policies had to say. */
    List<Decision> decisions();

    /**
     * It goes no further.
     *
     * @param refusal what the client is told
     * @param decisions what the policies said, the one that refuses last
     * @param keeping how much of it is kept
     */
    record Refused(Refusal refusal, List<Decision> decisions, Keeping keeping) implements Verdict {
        public Refused {
            decisions = List.copyOf(decisions);
        }
    }

    /** It goes on as planned. */
    record Go(Plan plan) implements Verdict {
        @Override
        public List<Decision> decisions() {
            return plan.decisions();
        }
    }
}
