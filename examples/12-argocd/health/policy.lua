-- Health of a ZoneHealthPolicy in Argo CD.
if obj.status == nil or obj.status.conditions == nil then
  return { status = "Progressing", message = "the operator has not reconciled it yet" }
end
local message = ""
for _, condition in ipairs(obj.status.conditions) do
  if condition.type == "Ready" and condition.status ~= "True" then
    return { status = "Degraded", message = condition.message or "" }
  end
  if condition.type == "SignalsTested" and condition.status ~= "True" then
    message = condition.message or ""
  end
end
return { status = "Healthy", message = message }
