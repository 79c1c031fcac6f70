-- Second filter: writes numbers, references, figures, callouts and code for HTML or Typst.
-- Reads what was counted over the whole book from the JSON file named in `book-data`.

local book -- { labels, numbers, pages, page }
local PAGE_HEIGHT = 7.4 -- inches that a figure may take of a page, beside its caption
local LINE_LENGTH = 90 -- characters of small type in a line of the PDF
local LONG_TABLE = 28 -- lines from which a table breaks over pages
local html = FORMAT:match('html') ~= nil

local function read_book(meta)
  local file = assert(io.open(pandoc.utils.stringify(meta['book-data']), 'r'))
  book = pandoc.json.decode(file:read('a'), false)
  file:close()
  meta['book-data'] = nil
  return meta
end

local function has_class(element, class)
  return element.classes:includes(class)
end

local function raw(text)
  return pandoc.RawBlock('typst', text)
end

local function typst_string(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('%s+', ' ') .. '"'
end

-- References ---------------------------------------------------------------------------------

local function address(label, id)
  if not html or label.page == book.page then
    return '#' .. id
  end
  return label.page .. '#' .. id
end

local function reference(citation)
  local id = citation.id:lower()
  local label = book.labels[id]
  if not label then
    return nil
  end
  local text = pandoc.Inlines({})
  if #citation.prefix > 0 then
    text:extend(citation.prefix)
    text:insert(pandoc.Str('\u{a0}'))
  elseif citation.mode ~= 'SuppressAuthor' then
    text:insert(pandoc.Str(label.name .. '\u{a0}'))
  end
  text:insert(pandoc.Str(label.number))
  local link = pandoc.Link(text, address(label, id), '', pandoc.Attr('', { 'cross-reference' }))
  return pandoc.Inlines({ link }) .. citation.suffix
end

local function references(cite)
  local out = pandoc.Inlines({})
  for _, citation in ipairs(cite.citations) do
    local link = reference(citation)
    if not link then
      return nil
    end
    if #out > 0 then
      out:extend({ pandoc.Str(','), pandoc.Space() })
    end
    out:extend(link)
  end
  return out
end

-- Links between pages are written with the names of their sources.
local function page_link(link)
  local file, fragment = link.target:match('^([^#:/]+%.%a+)(#?.*)$')
  local page = file and book.pages[file]
  if not page then
    return nil
  end
  if html then
    link.target = page.file .. fragment
  else
    link.target = #fragment > 1 and fragment or '#' .. page.anchor
  end
  return link
end

-- Headings -----------------------------------------------------------------------------------

-- Typst counts headings itself, in the same way.
local function heading(header)
  local number = book.numbers[header.identifier]
  if not html or not number then
    return nil
  end
  local text = header.level == 1 and 'Chapter\u{a0}' .. number or number
  local mark = pandoc.Span(pandoc.Str(text), pandoc.Attr('', { 'section-number' }))
  header.content = pandoc.Inlines({ mark, pandoc.Space() }) .. header.content
  return header
end

-- `49 %`, `20 ± 3`, `2 × 10⁻⁵` and `[29.3, 32.4]` stay on one line.
local function belong_together(before, after)
  local sign = before:match('%d$') and (after:match('^%%') or after:match('^×') or after:match('^±'))
  local signed = (before == '×' or before == '±') and after:match('^%d')
  local interval = before:match('^%[.*%d.*,$') and after:match('%d.*%]')
  return sign or signed or interval
end

local function join(inlines, i)
  local before, gap, after = inlines[i], inlines[i + 1], inlines[i + 2]
  local joins = after and before.t == 'Str' and gap.t == 'Space' and after.t == 'Str'
    and belong_together(before.text, after.text)
  if joins then
    inlines[i] = pandoc.Str(before.text .. '\u{a0}' .. after.text)
    inlines:remove(i + 2)
    inlines:remove(i + 1)
  end
  return joins
end

local function whole_numbers(inlines)
  for i = #inlines - 2, 1, -1 do
    while join(inlines, i) do end
  end
  return inlines
end

-- Browsers break a line between a formula and the comma behind it.
local function formula_with_punctuation(inlines)
  if not html then
    return nil
  end
  for i = #inlines - 1, 1, -1 do
    local math, after = inlines[i], inlines[i + 1]
    if math.t == 'Math' and math.mathtype == 'InlineMath' and after.t == 'Str' then
      inlines[i] = pandoc.Span({ math, after }, pandoc.Attr('', { 'unbroken' }))
      inlines:remove(i + 1)
    end
  end
  return inlines
end

-- Figures and tables -------------------------------------------------------------------------

local function split_caption(div)
  local body, caption = pandoc.Blocks({}), pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == 'Div' and has_class(block, 'book-caption') then
      caption:extend(block.content)
    else
      body:insert(block)
    end
  end
  return body, caption
end

local function numbered_caption(id, caption)
  local label = book.labels[id]
  local mark = pandoc.Span(
    pandoc.Str(label.name .. '\u{a0}' .. label.number .. '.'),
    pandoc.Attr('', { 'caption-label' })
  )
  mark = html and mark or pandoc.Strong(mark.content)
  local first = caption[1]
  if first and (first.t == 'Para' or first.t == 'Plain') then
    caption[1] = pandoc.Plain(pandoc.Inlines({ mark, pandoc.Space() }) .. first.content)
  else
    caption:insert(1, pandoc.Plain({ mark }))
  end
  return caption
end

local function columns_of(div)
  return tonumber(div.attributes.columns) or 1
end

local function side_by_side(blocks, columns)
  if columns < 2 then
    return blocks
  end
  if html then
    local style = { style = '--columns: ' .. columns }
    return pandoc.Blocks({ pandoc.Div(blocks, pandoc.Attr('', { 'panels' }, style)) })
  end
  local cells = pandoc.Blocks({ raw('#panels(' .. columns .. ')[') })
  for i, block in ipairs(blocks) do
    if i > 1 then
      cells:insert(raw(']['))
    end
    cells:insert(block)
  end
  cells:insert(raw(']'))
  return cells
end

local function panel(div)
  local body, caption = split_caption(div)
  local letter = string.char(string.byte('a') + tonumber(div.identifier:match('%d+$')) - 1)
  local first = caption[1]
  local content = first and first.content or pandoc.Inlines({})
  local text = pandoc.Inlines({ pandoc.Str('(' .. letter .. ')'), pandoc.Space() }) .. content
  if html then
    return pandoc.Figure(body, { pandoc.Plain(text) }, pandoc.Attr(div.identifier, { 'panel' }))
  end
  local blocks = pandoc.Blocks({ raw('#panel[') }) .. body
  blocks:extend({ raw(']['), pandoc.Plain(text), raw('] <' .. div.identifier .. '>') })
  return pandoc.Div(blocks)
end

local function figure(div)
  local body, caption = split_caption(div)
  local content = side_by_side(body, columns_of(div))
  local attr = pandoc.Attr(div.identifier, { 'book-figure' })
  local shown = pandoc.Figure(content, numbered_caption(div.identifier, caption), attr)
  if html then
    return shown
  end
  return { raw('#{ set figure(placement: auto); ['), shown, raw(']}') } -- it has a number to find it by
end

-- Lines that a table takes: in each row as many as its fullest cell, by the width of its column.
local function table_lines(tbl)
  local lines, count = 0, #tbl.colspecs
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      local most = 1
      for i, cell in ipairs(row.cells) do
        local width = tbl.colspecs[i][2] or 1 / count
        local length = utf8.len(pandoc.utils.stringify(cell.contents))
        most = math.max(most, math.ceil(length / (LINE_LENGTH * width)))
      end
      lines = lines + most
    end
  end
  return lines
end

-- Tables in Typst: many columns in small type; long ones break over pages, short ones float.
local function set_table(tbl, floats)
  local count = #tbl.colspecs
  local size = count > 9 and '7pt' or count > 6 and '8pt' or '9pt'
  local long = table_lines(tbl) > LONG_TABLE
  local rules = '#{ set text(size: ' .. size .. ');'
    .. ' show figure: set block(breakable: ' .. tostring(long) .. ');' -- `set` alone does not reach in
  if floats and not long then
    rules = rules .. ' set figure(placement: auto);'
  end
  return { raw(rules .. ' ['), tbl, raw(']}') }
end

local function captioned_table(div)
  local body, caption = split_caption(div)
  caption = numbered_caption(div.identifier, caption)
  local tables = body:filter(function(block) return block.t == 'Table' end)
  if not html and #tables == 1 and #body == 1 then
    local tbl = tables[1]
    tbl.caption = { long = caption }
    tbl.identifier = div.identifier
    return set_table(tbl, true)
  end
  return pandoc.Figure(body, caption, pandoc.Attr(div.identifier, { 'book-table' }))
end

local function image(img)
  if html then
    return nil
  end
  local width, height = tonumber(img.attributes.width), tonumber(img.attributes.height)
  local inches = width and math.min(width / 96, PAGE_HEIGHT * width / height)
  local size = inches and string.format('%.3fin', inches) or '100%'
  return pandoc.RawInline('typst', string.format('#fitted-image(%s, %s, %s)',
    typst_string(img.src), size, typst_string(pandoc.utils.stringify(img.caption))))
end

-- Formulas -----------------------------------------------------------------------------------

local function typst_formula(math, number)
  local source = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), 'typst')
  local body = source:gsub('%s+$', '')
  local settings = 'alt: ' .. typst_string(math.text:match('^%s*(.-)%s*$'))
  if math.mathtype == 'DisplayMath' then
    settings = 'block: true, ' .. settings
  end
  if number then
    settings = settings .. ', numbering: _ => [(' .. number .. ')]'
  end
  return '#math.equation(' .. settings .. ', ' .. body .. '.body)'
end

local function formula(math)
  if not html then
    return pandoc.RawInline('typst', typst_formula(math) .. ';')
  end
end

local function equation(span)
  if not has_class(span, 'book-equation') then
    return nil
  end
  local number = book.labels[span.identifier].number
  if html then
    local mark = pandoc.Span(pandoc.Str('(' .. number .. ')'), pandoc.Attr('', { 'equation-number' }))
    span.content:insert(mark)
    return span, false
  end
  local text = typst_formula(span.content[1], number) .. ' <' .. span.identifier .. '>'
  return pandoc.RawInline('typst', text), false
end

-- Callouts, code, printed output -------------------------------------------------------------

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match('^callout%-(%a+)$')
    if kind then
      return kind
    end
  end
end

local function callout_title(div, kind)
  if div.attributes.title then
    return pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, 'markdown').blocks)
  end
  local first = div.content[1]
  if first and first.t == 'Div' and has_class(first, 'book-title') then
    div.content:remove(1)
    return pandoc.utils.blocks_to_inlines(first.content)
  end
  return pandoc.Inlines({ pandoc.Str(kind:sub(1, 1):upper() .. kind:sub(2)) })
end

local function callout(div, kind)
  local title = callout_title(div, kind)
  if not html then
    local blocks = pandoc.Blocks({ raw('#callout("' .. kind .. '")['), pandoc.Plain(title), raw('][') })
    return blocks .. div.content .. { raw(']') }
  end
  local tag = { collapse = div.attributes.collapse == 'true' }
  local class = 'class="callout callout-' .. kind .. '"'
  local open = tag.collapse and '<details ' .. class .. '><summary class="callout-title">'
    or '<div role="note" ' .. class .. '><p class="callout-title">'
  local middle = tag.collapse and '</summary>' or '</p>'
  local close = tag.collapse and '</details>' or '</div>'
  local blocks = pandoc.Blocks({ pandoc.RawBlock('html', open), pandoc.Plain(title),
    pandoc.RawBlock('html', middle) })
  return blocks .. div.content .. { pandoc.RawBlock('html', close) }
end

local function code(div)
  if not html then
    return {}
  end
  local open = div.attributes.fold == 'false' and ' open' or ''
  local summary = div.attributes.summary:gsub('[<>&]', { ['<'] = '&lt;', ['>'] = '&gt;', ['&'] = '&amp;' })
  local start = '<details class="code"' .. open .. '><summary>' .. summary .. '</summary>'
  return pandoc.Blocks({ pandoc.RawBlock('html', start) }) .. div.content
    .. { pandoc.RawBlock('html', '</details>') }
end

local function shown_for_format(div)
  local wanted = div.attributes['when-format']
  local matches = wanted and (wanted:match('^html') and html or wanted:match('^typst') and not html)
  if has_class(div, 'content-visible') and not matches
    or has_class(div, 'content-hidden') and matches then
    return {}
  end
  return div.content
end

local function division(div)
  local kind = callout_kind(div)
  if kind then
    return callout(div, kind)
  elseif has_class(div, 'book-panel') then
    return panel(div)
  elseif has_class(div, 'book-figure') then
    return figure(div)
  elseif has_class(div, 'book-table') then
    return captioned_table(div)
  elseif has_class(div, 'book-code') then
    return code(div)
  elseif has_class(div, 'content-visible') or has_class(div, 'content-hidden') then
    return shown_for_format(div)
  end
end

-- A table without a label still must fit: it scrolls on narrow screens.
local function plain_table(tbl)
  if html and tbl.identifier == '' then
    return pandoc.Div({ tbl }, pandoc.Attr('', { 'wide-table' }))
  elseif not html and tbl.identifier == '' then
    return set_table(tbl, false)
  end
end

return {
  { Meta = read_book },
  { Inlines = whole_numbers },
  { Inlines = formula_with_punctuation },
  { Cite = references, Link = page_link, Header = heading, Image = image },
  { Span = equation, traverse = 'topdown' },
  { Math = formula },
  { Div = division },
  { Table = plain_table },
}
