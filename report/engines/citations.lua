-- Third filter, after citeproc: works are listed on the page of references, so links to them
-- lead there from every other page.

local references_page

local function read_meta(meta)
  references_page = meta['references-page'] and pandoc.utils.stringify(meta['references-page'])
end

-- Citeproc writes links only where it also writes the list.
local function without_list(div)
  if references_page and div.identifier == 'refs' then
    return {}
  end
end

local function to_references(link)
  if references_page and link.target:match('^#ref%-') then
    link.target = references_page .. link.target
    return link
  end
end

return { { Meta = read_meta }, { Link = to_references, Div = without_list } }
