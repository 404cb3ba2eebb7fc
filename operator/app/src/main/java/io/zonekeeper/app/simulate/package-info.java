/** {@code zonekeeper simulate}: how soon zones are found to fail, and how often wrongly, by years of made-up faults. */
package io.zonekeeper.app.simulate;
