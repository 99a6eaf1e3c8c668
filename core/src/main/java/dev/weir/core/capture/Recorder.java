package dev.weir.core.capture;

/**
 * Where exchanges are recorded while they pass. One recorder belongs to one event loop and is
 * called by no other thread.
 */
public interface Recorder {

    /**
     * Puts the opening on record before anything goes upstream.
     *
     * @throws CaptureUnavailable where there is no room or the record cannot be written; nothing
     *     was recorded then
     */
    Recording begin(Opening opening) throws CaptureUnavailable;

    /**
     * Recording cannot start; the caller's setting says whether traffic passes unrecorded or is
     * refused.
     */
    final class CaptureUnavailable extends Exception {

        private final Loss loss;

        public CaptureUnavailable(Loss loss) {
            super(loss.sentence(), null, false, false);
            this.loss = loss;
        }

        public Loss loss() {
            return loss;
        }
    }
}
