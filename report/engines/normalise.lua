-- First filter: brings every way of writing a figure, table or equation into one marked form,
-- so that numbers are counted and pages written from ids and classes alone.

local function caption_div(blocks)
  return pandoc.Div(blocks, pandoc.Attr('', { 'book-caption' }))
end

local function table_from_html(raw)
  if raw.format == 'html' and raw.text:match('<table') then
    return pandoc.read(raw.text, 'html').blocks
  end
end

-- Equal widths are what pandoc gives to every pipe table with a long line; only unequal ones were meant.
local function widths_are_meant(tbl)
  local first = tbl.colspecs[1][2]
  for _, spec in ipairs(tbl.colspecs) do
    if first and spec[2] and math.abs(spec[2] - first) > 0.01 then
      return true
    end
  end
  return false
end

local function marked_table(tbl)
  if not widths_are_meant(tbl) then
    for i, spec in ipairs(tbl.colspecs) do
      tbl.colspecs[i] = { spec[1], nil } -- widths come from the contents
    end
  end
  if not tbl.identifier:match('^tbl%-') then
    return tbl
  end
  local id, caption = tbl.identifier, tbl.caption.long
  tbl.identifier = ''
  tbl.caption = { long = {} }
  return pandoc.Div({ tbl, caption_div(caption) }, pandoc.Attr(id, { 'book-table' }))
end

local function with_alt(image)
  local alt = image.attributes['book-alt'] or image.attributes['fig-alt']
  image.attributes['book-alt'] = nil
  image.attributes['fig-alt'] = nil
  if alt then
    image.caption = { pandoc.Str(alt) }
  end
  return image
end

local function marked_figure(figure)
  if not figure.identifier:match('^fig%-') then
    return figure
  end
  local content = figure.content
  content:insert(caption_div(figure.caption.long))
  return pandoc.Div(content, pandoc.Attr(figure.identifier, { 'book-figure' }, { columns = '1' }))
end

-- A callout may be titled by a heading, which is no section of the chapter.
local function titled_callout(div)
  local first = div.content[1]
  local is_callout = div.classes:find_if(function(c) return c:match('^callout%-') end)
  if is_callout and first and first.t == 'Header' then
    div.content[1] = pandoc.Div(pandoc.Plain(first.content), pandoc.Attr('', { 'book-title' }))
    return div
  end
end

-- Quarto's other form: a div whose last paragraph is the caption.
local function marked_div(div)
  local kind = div.identifier:match('^(fig)%-') or div.identifier:match('^(tbl)%-')
  if not kind or div.classes:find_if(function(c) return c:match('^book%-') end) then
    return nil
  end
  div.classes:insert(kind == 'fig' and 'book-figure' or 'book-table')
  div.attributes.columns = div.attributes['layout-ncol'] or '1'
  local last = div.content[#div.content]
  if last and last.t == 'Para' then
    div.content[#div.content] = caption_div({ last })
  end
  return div
end

-- `$$ ... $$ {#eq-x}`
local function marked_equations(inlines)
  local out = pandoc.Inlines({})
  local i = 1
  while i <= #inlines do
    local math, gap, mark = inlines[i], inlines[i + 1], inlines[i + 2]
    local blank = gap and (gap.t == 'Space' or gap.t == 'SoftBreak')
    local id = math.t == 'Math' and math.mathtype == 'DisplayMath' and blank
      and mark and mark.t == 'Str' and mark.text:match('^{#(eq%-[^}]+)}$')
    if id then
      out:insert(pandoc.Span({ math }, pandoc.Attr(id, { 'book-equation' })))
      i = i + 3
    else
      out:insert(inlines[i])
      i = i + 1
    end
  end
  return out
end

return {
  { RawBlock = table_from_html },
  { Image = with_alt },
  { Table = marked_table, Figure = marked_figure, Inlines = marked_equations },
  { Div = titled_callout },
  { Div = marked_div },
}
