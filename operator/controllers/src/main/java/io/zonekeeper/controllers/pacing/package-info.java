/**
 * What the evacuations of all services share: the pace of replacements, the budget of single services, traffic before
 * all else.
 */
package io.zonekeeper.controllers.pacing;
