/** Every reason that the API reports, with its meaning and remedy. */
package io.zonekeeper.core.reasons;
