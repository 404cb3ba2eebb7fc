-- Health of a ZonedService, ZonalProxy, MongoCluster, MultiAZDatabase or ZoneFailover in Argo CD.
-- Their conditions follow kstatus, which Argo CD does not read by itself for kinds that it does not know.
local generation = obj.metadata ~= nil and obj.metadata.generation or nil
if obj.status == nil or obj.status.conditions == nil then
  return { status = "Progressing", message = "the operator has not reconciled it yet" }
end
if obj.status.observedGeneration ~= nil and generation ~= nil and obj.status.observedGeneration ~= generation then
  return { status = "Progressing", message = "the operator has not reconciled its last change yet" }
end

local found = {}
for _, condition in ipairs(obj.status.conditions) do
  found[condition.type] = condition
end
local function holds(kind)
  return found[kind] ~= nil and found[kind].status == "True"
end
local function message(kind)
  return found[kind] ~= nil and found[kind].message or ""
end

if holds("Paused") then
  return { status = "Suspended", message = message("Paused") }
end
if found["RolledOut"] ~= nil and found["RolledOut"].status ~= "True" and found["RolledOut"].reason == "Paused" then
  return { status = "Suspended", message = message("RolledOut") }
end
if holds("Stalled") then
  return { status = "Degraded", message = message("Stalled") }
end
if holds("Reconciling") then
  return { status = "Progressing", message = message("Reconciling") }
end
if found["Ready"] == nil then
  return { status = "Progressing", message = "the operator has not reported yet whether it is ready" }
end
if holds("Ready") then
  return { status = "Healthy", message = message("Ready") }
end
return { status = "Degraded", message = message("Ready") }
