/** Game days: a zone is treated as lost for a while, under all guards, and what happened is reported. */
package io.zonekeeper.core.drill;
